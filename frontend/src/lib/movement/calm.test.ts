import { expect, it } from "vitest";

import { an_entry } from "../../testing/samples";
import { Calm } from "./calm.svelte";

const [first, second, third] = [an_entry(1), an_entry(2), an_entry(3)];

/** An order that is kept until the rows have arrived. */
function kept() {
  const calm = new Calm();
  let arrive = () => {};
  const arrived = new Promise<void>((is_there) => (arrive = is_there));
  const order = [first, second];
  calm.keep(order, arrived);
  return { calm, order, arrive, arrived };
}

it("rows on their way keep their order, and say what is known now", () => {
  const { calm } = kept();
  const voted = { ...second, votes: 4 };
  expect(calm.over([voted, first, third])).toEqual([first, voted]);
});

it("a row that is gone stays until the others have arrived", () => {
  expect(kept().calm.over([first])).toEqual([first, second]);
});

it("where nothing changed meanwhile, the list is the very same", () => {
  const { calm, order } = kept();
  expect(calm.over(order)).toBe(order);
});

it("once they have arrived the order is the true one", async () => {
  const { calm, arrive, arrived } = kept();
  arrive();
  await arrived;
  const queue = [second, third];
  expect(calm.is_kept).toBe(false);
  expect(calm.over(queue)).toBe(queue);
});

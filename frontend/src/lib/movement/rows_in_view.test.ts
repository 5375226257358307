import { expect, it } from "vitest";

import { rows_in_view } from "./rows_in_view";

/** A list of rows, each 100 high, scrolled up by so much; counts how often one is measured. */
function a_list(length: number, scrolled: number) {
  const counted = { measured: 0 };
  const row = (index: number) => ({
    index,
    getBoundingClientRect: () => {
      counted.measured += 1;
      return { top: index * 100 - scrolled, bottom: index * 100 + 100 - scrolled };
    },
  });
  const list = { children: Array.from({ length }, (_, index) => row(index)) } as unknown as Element;
  const { rows, above } = rows_in_view(list, 250);
  return { above, indices: rows.map((row) => (row as unknown as { index: number }).index), ...counted };
}

it("the rows in view are those that are at least partly seen", () => {
  expect(a_list(10, 0)).toMatchObject({ indices: [0, 1, 2], above: 0 });
  expect(a_list(10, 150)).toMatchObject({ indices: [1, 2, 3], above: 1 });
  expect(a_list(10, 900)).toMatchObject({ indices: [9], above: 9 });
});

it("there are none in an empty list, nor in one that is out of sight", () => {
  expect(a_list(0, 0)).toMatchObject({ indices: [], above: 0 });
  expect(a_list(10, 1_000)).toMatchObject({ indices: [], above: 10 });
  expect(a_list(10, -250)).toMatchObject({ indices: [], above: 0 });
});

it("in a long list hardly any row is measured", () => {
  expect(a_list(1_000, 50_000).measured).toBeLessThan(20);
});

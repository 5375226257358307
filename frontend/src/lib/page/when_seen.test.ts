import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { when_seen } from "./when_seen";

/** A browser that tells what it sees when the test says so. */
class FakeObserver {
  static newest: FakeObserver;
  watched: unknown[] = [];
  constructor(readonly tell: (seen: { isIntersecting: boolean }[]) => void) {
    FakeObserver.newest = this;
  }
  observe(element: unknown): void {
    this.watched.push(element);
  }
  unobserve(element: unknown): void {
    this.watched = this.watched.filter((other) => other !== element);
  }
  disconnect(): void {
    this.watched = [];
  }
}

const element = {} as HTMLElement;
const reach = vi.fn();

beforeEach(() => vi.stubGlobal("IntersectionObserver", FakeObserver));
afterEach(() => {
  vi.unstubAllGlobals();
  reach.mockClear();
});

it("is reached when the element comes into view, not when it leaves", () => {
  when_seen(element, { reach, at: 1 });
  FakeObserver.newest.tell([{ isIntersecting: false }]);
  expect(reach).not.toHaveBeenCalled();
  FakeObserver.newest.tell([{ isIntersecting: true }]);
  expect(reach).toHaveBeenCalledOnce();
});

it("is looked for anew where something new may be reached", () => {
  const seen = when_seen(element, { reach, at: 1 });
  const unobserved = vi.spyOn(FakeObserver.newest, "unobserve");
  seen.update({ reach, at: 1 });
  expect(unobserved).not.toHaveBeenCalled();
  seen.update({ reach, at: 2 });
  expect(unobserved).toHaveBeenCalledOnce();
  expect(FakeObserver.newest.watched).toEqual([element]);
});

it("is looked for no longer once it is gone", () => {
  when_seen(element, { reach, at: 1 }).destroy();
  expect(FakeObserver.newest.watched).toEqual([]);
});

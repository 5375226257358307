// Doing something when an element comes into view.

interface Wish {
  reach: () => void;
  /** What is new when it may be reached again without having left the view. */
  at: unknown;
}

/** Reaches once each time the element comes into view, and once more where it is in view while `at` changes. */
export function when_seen(element: HTMLElement, wish: Wish): { update: (wish: Wish) => void; destroy: () => void } {
  let current = wish;
  const observer = new IntersectionObserver((seen) => {
    if (seen.some(({ isIntersecting }) => isIntersecting)) current.reach();
  });
  observer.observe(element);
  return {
    update(next) {
      const is_new = next.at !== current.at;
      current = next;
      if (!is_new) return;
      observer.unobserve(element);
      observer.observe(element);
    },
    destroy: () => observer.disconnect(),
  };
}

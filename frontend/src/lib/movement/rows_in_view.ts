// Which rows of a long list are on screen, found without looking at all of them.

/** The rows that can be seen, the uppermost first, and how many are above them. They have to lie one below the other. */
export function rows_in_view(list: Element, height = innerHeight): { rows: HTMLElement[]; above: number } {
  const all = list.children;
  const at = (index: number) => all[index] as HTMLElement;
  let [above, below] = [0, all.length];
  while (above < below) {
    const middle = (above + below) >> 1;
    if (at(middle).getBoundingClientRect().bottom > 0) below = middle;
    else above = middle + 1;
  }
  const rows: HTMLElement[] = [];
  for (let index = above; index < all.length && at(index).getBoundingClientRect().top < height; index++) rows.push(at(index));
  return { rows, above };
}

/** Rows whose inside is laid out wherever they are: those in view now, and those that were, as they may be on their way out. */
let shown = new Set<HTMLElement>();
let leaving = new Set<HTMLElement>();

/**
 * Lets rows that come into view have their own height before they are painted: out of sight they have none, and would
 * find it a moment later. It stays so while they are in view, as they would blink otherwise.
 */
export function show_in_view(list: Element): void {
  const rows = new Set(rows_in_view(list).rows);
  for (const row of leaving) if (!rows.has(row) && !shown.has(row)) inside(row)?.style.removeProperty("content-visibility");
  [leaving, shown] = [shown, rows];
  for (const row of rows) inside(row)?.style.setProperty("content-visibility", "visible");
}

/** Has rows laid out that were never seen: near what is read they would find their height a moment later. */
export function lay_out(rows: HTMLElement[]): void {
  for (const row of rows) {
    shown.add(row);
    inside(row)?.style.setProperty("content-visibility", "visible");
  }
}

const inside = (row: HTMLElement) => row.firstElementChild as HTMLElement | null;

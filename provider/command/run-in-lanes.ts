/** What a lane is given: it calls `hasBegun` when the next one may start. */
export type RunItem<Item> = (item: Item, hasBegun: () => void) => Promise<void>;

/**
 * Runs each item, so many side by side. One starts at a time: starting is what takes a processor, and what runs already
 * is not to be disturbed by more than one of them.
 */
export async function runInLanes<Item>(
  items: readonly Item[],
  lanes: number,
  run: RunItem<Item>,
): Promise<void> {
  const waiting = [...items];
  let door: Promise<void> = Promise.resolve();
  async function enter(): Promise<() => void> {
    const before = door;
    let leave = () => {};
    door = new Promise((resolve) => {
      leave = resolve;
    });
    await before;
    return leave;
  }
  async function goDown(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const leave = await enter();
      try {
        await run(next, leave);
      } finally {
        leave();
      }
    }
  }
  await Promise.all(Array.from({ length: lanes }, goDown));
}

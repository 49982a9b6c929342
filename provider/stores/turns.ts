/** One piece of work at a time, in the order in which it came: looking and changing are then one step in this process. */
export function createTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };
}

/** Keeps the runtime at work until it settles, where work would end with the request that began it. */
export type WaitUntil = (work: Promise<unknown>) => void;

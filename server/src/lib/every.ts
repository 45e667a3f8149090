/** What a loop that runs in the background gives its owner. */
export interface Loop {
  /** Ends it; resolves once a run in progress is over. */
  stop(): Promise<void>;
}

/**
 * Runs `work` again and again, `ms` (± 10 %) after the last run ended, so runs never overlap. An error goes to `onError`
 * and the loop goes on. `work` is told by the signal when to give up.
 */
export function every(
  ms: number,
  work: (signal: AbortSignal) => Promise<unknown>,
  onError: (error: unknown) => void,
): Loop {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const next = (): void => {
    timer = setTimeout(turn, ms * (0.9 + Math.random() * 0.2));
    timer.unref();
  };
  const turn = (): void => {
    running = work(controller.signal)
      .catch((error: unknown) => {
        if (!controller.signal.aborted) onError(error);
      })
      .then(() => {
        if (!controller.signal.aborted) next();
      });
  };
  next();
  return {
    async stop() {
      controller.abort();
      clearTimeout(timer);
      await running;
    },
  };
}

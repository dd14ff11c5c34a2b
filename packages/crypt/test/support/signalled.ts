/** A promise, and what resolves it. */
export function signalled(): readonly [Promise<void>, () => void] {
  const controller = new AbortController();
  const promise = new Promise<void>((resolve) => controller.signal.addEventListener('abort', () => resolve()));
  return [promise, () => controller.abort()];
}

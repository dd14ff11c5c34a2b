/** `2026-01-02 03:04:05.678`, UTC, as the engines read it. */
export function renderTimestamp(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
}

/** One measured figure, as a line of JSON or of text. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The physical limit or a bare program, measured in the same run; null when there is none. */
  readonly floor: number | null;
  /** value / floor, or floor / value where less is better: 1 is the limit. */
  readonly ratio: number | null;
  /** What we aim at, in words, and whether it is met. */
  readonly goal: string | null;
  readonly met: boolean | null;
}

export interface Goal {
  readonly says: string;
  readonly met: boolean;
}

export function figure(name: string, value: number, unit: string, floor: number | null, goal: Goal | null): Figure {
  const lessIsBetter = unit === 'ms' || unit === 's' || unit === 'MB' || unit === '%';
  const ratio = floor === null ? null : round(lessIsBetter ? floor / value : value / floor);
  return {
    name,
    value: round(value),
    unit,
    floor: floor === null ? null : round(floor),
    ratio,
    goal: goal?.says ?? null,
    met: goal?.met ?? null,
  };
}

export function render({ name, value, unit, floor, ratio, goal, met }: Figure): string {
  const beside = floor === null ? '' : `  floor ${floor.toLocaleString('en-US')} (ratio ${ratio})`;
  const judged = goal === null ? '' : `  goal ${goal}: ${met === true ? 'met' : 'MISSED'}`;
  return `${name.padEnd(52)} ${value.toLocaleString('en-US').padStart(12)} ${unit}${beside}${judged}`;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).toSorted();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function round(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 100) / 100;
}

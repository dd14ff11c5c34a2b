import { fail } from './errors.ts';

/** Stops on a broken invariant (kind `bug`). For conditions that only a defect of ours can break. */
export function assert(condition: boolean, invariant: string): asserts condition {
  if (!condition) throw fail('KERNEL_INVARIANT', { invariant });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roleFailure } from '../../../src/cli/role-failure.ts';
import { fail } from '../../../src/cli/errors.ts';
import { systemError } from '../../support/power-cut-files.ts';

test('a process that ends for a full disk says ROLE_DISK_FULL, our errors themselves, and anything else is a bug', () => {
  const ours = fail('CLI_WAREHOUSE_AWAY', {});
  const errors = [systemError('ENOSPC', '/data'), systemError('EDQUOT', '/data'), ours, systemError('EIO', '/data')];
  assert.deepEqual(
    errors.map((error) => roleFailure('enricher', error)).map(({ code, kind }) => `${code} ${kind}`),
    ['ROLE_DISK_FULL transient', 'ROLE_DISK_FULL transient', 'CLI_WAREHOUSE_AWAY transient', 'KERNEL_INVARIANT bug'],
  );
});

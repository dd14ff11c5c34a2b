import assert from 'node:assert/strict';
import { stat, utimes, writeFile, rm } from 'node:fs/promises';
import { test, type TestContext } from 'node:test';
import { nodeFiles } from '../../../../../src/adapters/node/node-files.ts';
import type { Files } from '../../../../../src/kernel/effects.ts';
import type { Json } from '../../../../../src/kernel/parse-json.ts';
import { noProblems } from '../../../../../src/transform/project/errors.ts';
import {
  openProjectFiles,
  type LocatedFile,
  type ProjectFiles,
} from '../../../../../src/transform/project/files/project-files.ts';
import { sha256 } from '../../../../../src/transform/project/files/source-file.ts';
import { writeFiles } from '../../../../support/project-folder.ts';
import { tempFolder } from '../../../../support/temp-folder.ts';

interface Bed {
  readonly folder: string;
  /** Opens with the stamps of the last time; `laterMs` after the files were written. */
  open(laterMs?: number): ProjectFiles;
  /** Paths whose content was read since it was last asked. */
  reads(): readonly string[];
}

async function openBed(t: TestContext): Promise<Bed> {
  const folder = await tempFolder(t);
  await writeFiles(folder, { 'a.sql': 'select 1', 'b.sql': 'select 2\n' });
  let read: string[] = [];
  const files: Files = {
    ...nodeFiles,
    readNow: (path, bytesMax) => {
      read.push(path.slice(folder.length + 1));
      return nodeFiles.readNow(path, bytesMax);
    },
  };
  let stamps: Json | undefined;
  const located = ['a.sql', 'b.sql'].map((path): LocatedFile => {
    return { kind: 'model', path, relativePath: path, packageName: 'p', folder, shownFolder: '' };
  });
  return {
    folder,
    open(laterMs = 10_000) {
      const opened = openProjectFiles(files, located, stamps, Date.now() + laterMs, noProblems());
      if (opened.stamps !== undefined) stamps = JSON.parse(JSON.stringify(opened.stamps)) as Json;
      return opened;
    },
    reads() {
      const now = read.toSorted();
      read = [];
      return now;
    },
  };
}

function sumsOf({ sums }: ProjectFiles): readonly (string | null)[] {
  return sums.map(({ checksum }) => checksum);
}

const BOTH = [sha256('select 1'), sha256('select 2')];

test('what did not change is not read again, until it is asked for', async (t) => {
  const bed = await openBed(t);
  assert.deepEqual(sumsOf(bed.open()), BOTH);
  assert.deepEqual(bed.reads(), ['a.sql', 'b.sql']);
  const again = bed.open();
  assert.deepEqual(sumsOf(again), BOTH);
  assert.deepEqual(bed.reads(), []);
  assert.equal(again.stamps, undefined);
  const [file] = again.read(({ path }) => path === 'b.sql');
  assert.deepEqual([file?.text, file?.checksum], ['select 2', BOTH[1]]);
  assert.deepEqual(bed.reads(), ['b.sql']);
});

test('a change that keeps size and time of the text is seen', async (t) => {
  const bed = await openBed(t);
  bed.open();
  const { atime, mtime } = await stat(`${bed.folder}/a.sql`);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await writeFile(`${bed.folder}/a.sql`, 'select 3');
  await utimes(`${bed.folder}/a.sql`, atime, mtime);
  assert.deepEqual(sumsOf(bed.open()), [sha256('select 3'), BOTH[1]]);
});

test('a file that had just been written when it was read is read the next time too', async (t) => {
  const bed = await openBed(t);
  bed.open(0);
  bed.reads();
  assert.deepEqual(sumsOf(bed.open()), BOTH);
  assert.deepEqual(bed.reads(), ['a.sql', 'b.sql']);
});

test('what came, went, or became a folder', async (t) => {
  const bed = await openBed(t);
  bed.open();
  await rm(`${bed.folder}/a.sql`);
  assert.deepEqual(sumsOf(bed.open()), [BOTH[1]]);
  await writeFiles(bed.folder, { 'a.sql/x.txt': '' });
  assert.deepEqual(sumsOf(bed.open()), [BOTH[1]]);
});

test('stamps that are no stamps are nothing', async (t) => {
  const bed = await openBed(t);
  const located: LocatedFile = {
    kind: 'seed',
    path: 'a.sql',
    relativePath: 'a.sql',
    packageName: 'p',
    folder: bed.folder,
    shownFolder: '',
  };
  for (const stamps of [null, [], 'x', { [`${bed.folder}/a.sql`]: 7 }, { [`${bed.folder}/a.sql`]: null }]) {
    const { sums } = openProjectFiles(nodeFiles, [located], stamps, Date.now(), noProblems());
    assert.deepEqual(sums, [{ kind: 'seed', packageName: 'p', path: 'a.sql', checksum: BOTH[0] }]);
  }
});

import { join } from 'node:path';
import { waitForChange } from '../adapters/node/wait-for-change.ts';
import type { Project } from '../config/read-config.ts';
import type { Clock, Files, Random } from '../kernel/effects.ts';
import { TOPICS, type Topic } from './topics.ts';

export interface LogWorld {
  readonly project: Project;
  readonly files: Files;
  readonly clock: Clock;
  readonly random: Random;
}

/** Where a topic lies, who reads it, and the effects to open it with. */
export function logPlace(world: LogWorld, topic: Topic) {
  const { project, files, clock, random } = world;
  return {
    root: join(project.dataFolder, 'log'),
    address: { topic, partition: 0 },
    groups: TOPICS[topic].groups,
    files,
    clock,
    random,
    waitForChange,
  };
}

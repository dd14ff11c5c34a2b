// require-dbt-version of the project and its packages.
import { fail, type Problems } from '../project/errors.ts';
import { DBT_VERSION } from '../project/dbt-version.ts';
import type { Project } from '../project/read-project.ts';
import { isCondition, meetsVersion } from './choose-version.ts';

/** Adds what does not fit to the project's problems. Without a check (--no-version-check) only the root's text is read. */
export function checkDbtVersion(
  { packages, problems }: Pick<Project, 'packages' | 'problems'>,
  isChecked: boolean,
): void {
  if (!isChecked) return;
  for (const { name, settings } of packages.values()) checkOne(name, settings, problems);
}

function checkOne(
  name: string,
  { requireDbtVersion, placeOf }: Pick<Project['root']['settings'], 'requireDbtVersion' | 'placeOf'>,
  problems: Problems,
): void {
  const conditions = requireDbtVersion.flatMap((text) => text.split(',')).map((text) => text.trim());
  const refuse = (reason: string): void =>
    void problems.errors.push(fail('PROJECT_VERSION', { reason, place: placeOf(['require-dbt-version']) }));
  const unreadable = conditions.find((condition) => !isCondition(condition));
  if (unreadable !== undefined) refuse(`'${unreadable}' is no version, such as '>=1.8.0' and '<2.0.0'`);
  else if (!conditions.every((condition) => meetsVersion(DBT_VERSION, condition)))
    refuse(`'${name}' requires dbt ${conditions.join(', ')}, and what runs here stands for dbt ${DBT_VERSION}`);
}

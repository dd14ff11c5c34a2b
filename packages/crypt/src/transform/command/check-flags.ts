// `flags:` of dbt_project.yml: a name that looks like another is a slip, and what dbt has new is let pass.
import { nearest } from '../../kernel/did-you-mean.ts';
import type { JsonObject } from '../../kernel/parse-json.ts';
import { fail } from '../project/errors.ts';
import type { Project } from '../project/read-project.ts';
import { FLAG_SPECS } from './flag-specs.ts';

/** What decides how dbt behaves, in dbt 1.11. */
const BEHAVIOUR: readonly string[] = [
  'require_all_warnings_handled_by_warn_error',
  'require_batched_execution_for_custom_microbatch_strategy',
  'require_explicit_package_overrides_for_builtin_materializations',
  'require_generic_test_arguments_property',
  'require_nested_cumulative_type_params',
  'require_resource_names_without_spaces',
  'require_yaml_configuration_for_mf_time_spines',
  'skip_nodes_if_on_run_start_fails',
  'source_freshness_run_project_hooks',
  'state_modified_compare_more_unrendered_values',
  'state_modified_compare_vars',
  'validate_macro_args',
];

const KNOWN: readonly string[] = [...FLAG_SPECS.map(({ name }) => name), ...BEHAVIOUR];

export function checkFlags(flags: JsonObject, { root, problems }: Pick<Project, 'root' | 'problems'>): void {
  for (const name of Object.keys(flags)) {
    const near = KNOWN.includes(name) ? undefined : nearest(name, KNOWN);
    if (near === undefined) continue;
    const place = root.settings.placeOf(['flags', name]);
    const problem = { reason: `'${name}' is no flag`, place, advice: `did you mean '${near}'?`, isSilentInDbt: true };
    problems.warnings.push(fail('PROJECT_SETTING', problem));
  }
}

/** The dbt whose commands, artifacts and rules are meant here. */
export const DBT_VERSION = '1.11.14';

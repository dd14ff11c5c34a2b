/** Environment variable in which the supervisor hands its project to a role, as JSON. */
export const PROJECT_VARIABLE = 'CRYPT_ROLE_PROJECT';

/** Third argument of a role: the collector serves the testing API too. */
export const MICRO_MODE = 'micro';

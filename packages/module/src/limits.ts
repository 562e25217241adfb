/** What a module file may be at most. Far above any real one; below what would exhaust the process. */
export const MODULE_CHARACTERS_MAX = 512 * 1024;
export const DOCUMENTS_MAX = 1000;
/** Values of a file, with aliases written out: a few aliases of aliases would make billions. */
export const NODES_MAX = 100_000;
export const DEPTH_MAX = 32;
/** Of one document. After a few, the others are mostly consequences of the first. */
export const SYNTAX_ERRORS_MAX = 5;

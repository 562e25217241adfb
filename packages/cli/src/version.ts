import packageJson from '../package.json' with { type: 'json' };

/** Of this command and of all packages of the project, which have one version. */
export const VERSION: string = packageJson.version;

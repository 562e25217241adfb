/** Names of fields and properties whose values are never shown, even when they stand in the file as they are. */
const SECRET = /password|passphrase|secret|token|credential|jaas/i;

export const isSecretName = (name: string): boolean => SECRET.test(name);

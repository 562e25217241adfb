/** The topic that holds the marks of all exactly-once egresses of an application. */
export function marksTopic(applicationName: string): string {
  return `statefun-${applicationName}-marks`;
}

/** The transactional id of an egress's lane. */
export function transactionalId(applicationName: string, egressId: string, lane: number): string {
  return `statefun-${applicationName}-${encoded(egressId)}-${lane}`;
}

/** Without dashes, so that the parts of a transactional id can be told apart. */
function encoded(egressId: string): string {
  return egressId.replaceAll(/[^\w.]/gu, (character) =>
    [...Buffer.from(character)]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  );
}

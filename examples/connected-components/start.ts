import { runExample } from '@statefun-ts/example-support';

const vertices = { 1: ['2', '3'], 2: ['1', '4'], 3: ['1'], 4: ['2'] };

await runExample({
  directory: import.meta.dirname,
  functionsPort: 8000,
  loadHandler: async () => (await import('./functions.ts')).statefun.handler(),
  tryIt: ({ ingress, egress }) => `\
Send a graph, and read how its components come together, a line each time (in another terminal):

${Object.entries(vertices)
  .map(([vertex_id, neighbours]) => JSON.stringify({ vertex_id, neighbours }))
  .map(
    (value, index) =>
      `  curl -X PUT -H "Content-Type: application/vnd.connected-components.types/vertex" -d '${value}' ` +
      `${ingress}/connected-components.fns/vertex/${index + 1}\n`,
  )
  .join('')}  curl ${egress}/connected-component-changes`,
});

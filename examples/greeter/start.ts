import { runExample } from '@statefun-ts/example-support';

await runExample({
  directory: import.meta.dirname,
  functionsPort: 8000,
  loadHandler: async () => (await import('./functions.ts')).statefun.handler(),
  tryIt: ({ ingress, egress }) => `\
Send a greeting, and read the answer (in another terminal; do it twice, and see the count go up):

  curl -X PUT -H "Content-Type: application/vnd.example/GreetRequest" -d '{"name": "Bob"}' ${ingress}/example/person/Bob
  curl ${egress}/greetings`,
});

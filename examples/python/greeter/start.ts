import { runPythonExample } from '../run.ts';

await runPythonExample({
  directory: import.meta.dirname,
  tryIt: ({ ingress, egress }) => `\
Send a greeting, and read the answer (in another terminal; do it twice, and see the count go up):

  curl -X PUT -H "Content-Type: application/vnd.example/GreetRequest" -d '{"name": "Bob"}' ${ingress}/example/person/Bob
  curl ${egress}/greetings`,
});

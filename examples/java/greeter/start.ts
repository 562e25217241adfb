import { runJavaExample } from '../run.ts';

await runJavaExample({
  directory: import.meta.dirname,
  mainClass: 'greeter.Main',
  tryIt: ({ ingress, egress }) => `\
Send a greeting, and read the answer (in another terminal; do it twice, and see the count go up):

  curl -X PUT -H "Content-Type: application/vnd.example/GreetRequest" -d '{"name": "Bob"}' ${ingress}/example/person/Bob
  curl ${egress}/greetings`,
});

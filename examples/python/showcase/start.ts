import { runPythonExample } from '../run.ts';

await runPythonExample({
  directory: import.meta.dirname,
  tryIt: ({ ingress, egress }) => `\
Try the parts, and read what they say, a line each time (in another terminal):

${['types', 'messaging', 'egress', 'storage', 'async']
  .map(
    (part) =>
      '  curl -X PUT -H "Content-Type: application/vnd.showcase/GreetRequest" ' +
      `-d '{"name": "Bob"}' ${ingress}/showcase/${part}/Bob\n`,
  )
  .join('')}  curl ${egress}/showcase

Part 6: produce {"name": "Bob"} with the key Bob to the Kafka topic names, and consume the topic greetings.`,
});

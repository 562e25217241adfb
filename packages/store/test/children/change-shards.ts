import { changeShards, storedShards } from '../../src/index.ts';

const [directory = '', count = ''] = process.argv.slice(2);
console.log('begins');
await changeShards(directory, Number(count));
console.log(`has ${await storedShards(directory)}`);

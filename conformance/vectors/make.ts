// `node conformance/vectors/make.ts` writes vectors.json and stream.json anew. What is in it is README.md's to say.
import { writeFileSync } from 'node:fs';

import { vectorsJson } from './all.ts';
import { streamJson } from './stream.ts';

writeFileSync(new URL('vectors.json', import.meta.url), vectorsJson());
writeFileSync(new URL('stream.json', import.meta.url), streamJson());

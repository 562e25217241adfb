// `node conformance/vectors/make.ts` writes vectors.json anew. What is in it is README.md's to say.
import { writeFileSync } from 'node:fs';

import { vectorsJson } from './all.ts';

writeFileSync(new URL('vectors.json', import.meta.url), vectorsJson());

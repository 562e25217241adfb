import { OUR_SDKS } from '../src/sdks.ts';
import { checkSdks } from '../src/suite.ts';

const [javascript] = OUR_SDKS.filter(({ name }) => name === 'OurJavaScript');
if (javascript === undefined) throw new Error('There is no SDK of that name.');
checkSdks('With three shards', [javascript], ['--shards', '3']);

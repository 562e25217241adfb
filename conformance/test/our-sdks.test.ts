import { OUR_SDKS } from '../src/sdks.ts';
import { checkSdks } from '../src/suite.ts';

checkSdks('Our SDKs', OUR_SDKS);

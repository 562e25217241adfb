import { OFFICIAL_SDKS } from '../src/sdks.ts';
import { checkSdks } from '../src/suite.ts';

checkSdks('The official SDKs, unchanged', OFFICIAL_SDKS);

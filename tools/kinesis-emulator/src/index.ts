export { TestClient, testAws, uniqueName, type ReadRecord, type TestRecord } from './client.ts';
export { startEmulator, type Emulator } from './emulator.ts';
export { sharedEmulator } from './shared.ts';

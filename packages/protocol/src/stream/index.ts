export * from './frame.ts';
export * from './frame-reader.ts';
export * from './frame-writer.ts';
export * from './stream-session.ts';

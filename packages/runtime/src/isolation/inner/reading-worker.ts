// The program of a thread that reads begins here: with the cache, what it is made of is loaded in a third of the time.
import module from 'node:module';

module.enableCompileCache();
await import('./reading-program.ts');

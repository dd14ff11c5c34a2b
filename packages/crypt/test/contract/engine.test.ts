import { engineSuite } from './engine-suite.ts';
import { openFile, openModels, openSocket } from './engine-under-test.ts';

engineSuite('a DuckDB file', openFile);
engineSuite('the models of the platform', openModels);
engineSuite('the models over the socket', openSocket);

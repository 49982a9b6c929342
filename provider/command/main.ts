#!/usr/bin/env node
import { stayUntil, systemClock } from '@keyturn/shared/clock';
import { processTerminal } from './process-terminal.js';
import { runCommand } from './run-command.js';

process.exitCode = await stayUntil(runCommand(process.argv.slice(2), processTerminal()));
// The timer keeps nothing alive: it fires only where something else does, such as a drill that was interrupted.
systemClock.after(1000, () => process.exit());

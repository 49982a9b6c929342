#!/usr/bin/env node
// A file of the repository, not of the build: npm links commands at install time, before anything is built.
import '../dist/command/main.js';

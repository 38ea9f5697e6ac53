#!/usr/bin/env node
// Here before anything is built: npm links a workspace's command when it installs, and only if the file exists.
import "../dist/command/main.js";

// Before a test under node: its environment (ACTLAB_GOLDEN) is the machine's, not an empty one.
Module["preRun"] = [() => { if (typeof ENV !== "undefined") Object.assign(ENV, process.env); }];

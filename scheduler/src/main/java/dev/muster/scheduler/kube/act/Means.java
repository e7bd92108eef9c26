package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Loop;
import dev.muster.scheduler.kube.watch.Mirror;

/**
 * What everything that acts needs: where to write, when, what is known, and where to tell.
 *
 * @param podScheduler who binds pods that name nobody; empty if nobody in particular
 */
record Means(Api api, Loop loop, Mirror mirror, ActionLog log, String podScheduler) {}

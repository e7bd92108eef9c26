package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Loop;
import dev.muster.scheduler.kube.watch.Mirror;

/**
 * What everything that acts needs: where to write, when, what is known, where to tell, and for
 * whom.
 *
 * @param podScheduler who binds pods that name nobody; empty if nobody in particular
 */
record Means(
    Api api, Loop loop, Mirror mirror, ActionLog log, Permits permits, String podScheduler) {}

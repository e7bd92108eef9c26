package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Loop;
import dev.muster.scheduler.kube.map.Predecessors;
import dev.muster.scheduler.kube.watch.Mirror;

/** Parts as tests of single steps need them. */
final class Testing {
  private Testing() {}

  /** Everybody may create everything. */
  static Means means(Api api, Loop loop, Mirror mirror) {
    return new Means(
        api,
        loop,
        mirror,
        new ActionLog(),
        new Permits(api, loop, mirror, false, Predecessors.NONE),
        "");
  }
}

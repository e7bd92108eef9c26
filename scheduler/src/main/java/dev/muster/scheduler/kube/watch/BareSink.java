package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.demand.BareKind;
import dev.muster.scheduler.demand.Tree;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects of one kind that name a queue: those of them that are gangs by themselves. */
final class BareSink implements Feed.Sink {
  private final GangSource source;
  private final GangIndex gangs;

  BareSink(GangSource source, GangIndex gangs) {
    this.source = source;
    this.gangs = gangs;
  }

  @Override
  public void put(Meta meta, Map<String, @Nullable Object> object) {
    if (BareKind.isGang(Tree.lenient(object))) {
      gangs.put(source, meta, object);
    } else {
      gangs.remove(meta.uid()); // it became part of another
    }
  }

  @Override
  public void remove(String uid) {
    gangs.remove(uid);
  }
}

package dev.muster.simulations.bench;

import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows all gangs of a bench by what watches tell. Every version of an object counts as one
 * write; where a watch broke some may be missing, which is counted too. Confined to the loop.
 */
final class Tally {
  private final GangTemplate template;
  private final LongSupplier nanos;
  private final Map<String, GangTimes> gangs = new LinkedHashMap<>();
  private final PodTally pods;
  private int admitted;
  private int succeeded;
  private int ledgerWrites;
  private int listed;
  private int breaks;
  private String lastBreak = "";
  private boolean counting;

  Tally(GangTemplate template, LongSupplier nanos) {
    this.template = template;
    this.nanos = nanos;
    this.pods = new PodTally(gangs, template.pods(), nanos);
  }

  /** The creation of this gang is sent now. */
  void sent(String name) {
    of(name).sent(nanos.getAsLong());
    counting = true;
  }

  private GangTimes of(String name) {
    return gangs.computeIfAbsent(name, n -> new GangTimes());
  }

  /** What a watch of gangs tells. */
  Consumer<WatchEvent> gangs() {
    return event -> follow(event, this::onGang);
  }

  /** What a watch of pods tells. */
  Consumer<WatchEvent> pods() {
    return event -> {
      pods.tell(event);
      follow(event, unused -> {});
    };
  }

  /** What a watch of the objects with the shared ledger tells. */
  Consumer<WatchEvent> ledgers() {
    return event -> follow(event, object -> ledgerWrites += counting ? 1 : 0);
  }

  private void follow(WatchEvent event, Consumer<Map<String, @Nullable Object>> onPut) {
    switch (event) {
      case WatchEvent.Put put -> onPut.accept(put.object());
      case WatchEvent.Listed unused -> listed++;
      case WatchEvent.Broken broken -> {
        breaks++;
        lastBreak = broken.problem();
      }
      case WatchEvent.Gone unused -> {}
      case WatchEvent.Relisting unused -> {}
      case WatchEvent.Alive unused -> {}
    }
  }

  private void onGang(Map<String, @Nullable Object> object) {
    var times = gangs.get(Trees.name(object));
    if (times == null) {
      return; // not one of those that are followed
    }
    boolean wasAdmitted = times.isAdmitted();
    boolean wasSucceeded = times.isSucceeded();
    times.put(object, template, nanos.getAsLong());
    admitted += !wasAdmitted && times.isAdmitted() ? 1 : 0;
    succeeded += !wasSucceeded && times.isSucceeded() ? 1 : 0;
  }

  /** How far each gang has come. */
  List<GangTimes> times() {
    return new ArrayList<>(gangs.values());
  }

  int count(BenchOptions.End end) {
    return switch (end) {
      case ADMITTED -> admitted;
      case BOUND -> pods.boundGangs();
      case SUCCEEDED -> succeeded;
    };
  }

  int boundPods() {
    return pods.boundPods();
  }

  int gatesLifted() {
    return pods.gatesLifted();
  }

  int ledgerWrites() {
    return ledgerWrites;
  }

  /** How many watches told all that there is. */
  int listed() {
    return listed;
  }

  /** Why a watch broke the last time; empty if none did. */
  String lastBreak() {
    return lastBreak;
  }

  /** How often a watch broke. */
  int breaks() {
    return breaks;
  }
}

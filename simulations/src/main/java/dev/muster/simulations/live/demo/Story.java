package dev.muster.simulations.live.demo;

import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.scenario.Act;
import dev.muster.simulations.live.scenario.Scenario;
import dev.muster.simulations.live.store.Response;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Plays the acts of a scenario, each once however often the process is started again: how far it
 * came stands in the cluster itself, as a ConfigMap. Time stands still while nothing runs. Confined
 * to the cluster's loop.
 */
final class Story {
  private final World world;
  private final Loop loop;
  private final Scenario scenario;
  private int played;
  private long rejected;
  private boolean resumed;

  Story(World world, Loop loop, Scenario scenario) {
    this.world = world;
    this.loop = loop;
    this.scenario = scenario;
  }

  /**
   * Reads how far it came; returns whether it had begun before.
   *
   * @throws IllegalArgumentException if that was another story
   */
  boolean recall() {
    var note = world.note();
    if (note.isEmpty()) {
      return false;
    }
    var name = Trees.text(note, "scenario");
    if (!name.equals(scenario.name())) {
      throw new IllegalArgumentException(
          "it holds the scenario '%s', not '%s'".formatted(name, scenario.name()));
    }
    played = (int) Math.min(number(note, "played"), scenario.acts().size());
    rejected = number(note, "rejected");
    resumed = true;
    return true;
  }

  private static long number(Map<String, @Nullable Object> note, String field) {
    try {
      return Math.max(0, Long.parseLong(Trees.text(note, field)));
    } catch (NumberFormatException edited) {
      throw new IllegalArgumentException(
          "its ConfigMap demo-story has '%s' for '%s'".formatted(Trees.text(note, field), field),
          edited);
    }
  }

  /** Notes in a new cluster whose story it is. */
  void found() {
    remember();
  }

  /** Plays what is left, in the time that lies between the acts. */
  void begin() {
    var acts = scenario.acts();
    long start = played == 0 ? 0 : acts.get(played - 1).atMillis();
    for (int i = played; i < acts.size(); i++) {
      var act = acts.get(i);
      boolean perhapsPlayed = resumed && i == played;
      loop.after(act.atMillis() - start, () -> play(act, perhapsPlayed));
    }
  }

  /**
   * @param perhapsPlayed whether the process before may have ended between the act and its note
   */
  private void play(Act act, boolean perhapsPlayed) {
    if (world.act(act) instanceof Response.Failure failure) {
      if (failure.code() >= 500) {
        return; // the cluster cannot store it, and will not store that it was played either
      }
      boolean done = perhapsPlayed && failure.reason().equals("AlreadyExists");
      rejected += done ? 0 : 1;
    }
    played++;
    remember();
  }

  private void remember() {
    var note = new TreeMap<String, @Nullable Object>();
    note.put("scenario", scenario.name());
    note.put("played", Integer.toString(played));
    note.put("rejected", Long.toString(rejected));
    if (world.note(note) instanceof Response.Failure failure) {
      throw new IllegalStateException("the story cannot be noted: " + failure.message());
    }
  }

  boolean over() {
    return played == scenario.acts().size();
  }

  /** Objects that the API server refused to take. */
  long rejected() {
    return rejected;
  }
}

package dev.muster.simulations.live.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Api.Kind;
import dev.muster.scheduler.kube.Api.Listing;
import dev.muster.scheduler.kube.Api.Ref;
import dev.muster.scheduler.kube.Api.WatchEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StoreApiTest {
  private static final Kind CONFIG_MAPS = new Kind("", "v1", "configmaps", true);
  private static final Ref A = new Ref(CONFIG_MAPS, "default", "a");

  private final VirtualLoop loop = new VirtualLoop(Fixture.START);
  private final Store store = new Store(loop::now);
  private final Api api = new StoreApi(store, loop, "tester");
  private final List<Answer> answers = new ArrayList<>();
  private final List<String> events = new ArrayList<>();

  private Answer last() {
    loop.runFor(0);
    return answers.get(answers.size() - 1);
  }

  private static String word(WatchEvent event) {
    return switch (event) {
      case WatchEvent.Relisting relisting -> "relisting";
      case WatchEvent.Put put -> "put " + name(put.object());
      case WatchEvent.Gone gone -> "gone " + name(gone.object());
      case WatchEvent.Listed listed -> "listed " + listed.version();
      case WatchEvent.Alive alive -> "alive";
      case WatchEvent.Broken broken -> "broken";
    };
  }

  private static String name(Map<String, @Nullable Object> object) {
    return Trees.textAt(object, "metadata", "name");
  }

  @Test
  void answersComeThroughTheLoopAndNotInsideTheCall() {
    api.create(CONFIG_MAPS, "default", Fixture.configMap("a", "1"), answers::add);
    assertThat(answers).isEmpty();
    assertThat(last())
        .isInstanceOfSatisfying(
            Answer.Done.class, done -> assertThat(name(done.object())).isEqualTo("a"));
  }

  @Test
  void refusalsCarryCodeReasonAndMessage() {
    api.get(A, answers::add);
    assertThat(last())
        .isEqualTo(new Answer.Refused(404, "NotFound", "configmaps \"a\" not found", 0));
    api.get(new Ref(new Kind("x.dev", "v1", "xs", true), "default", "a"), answers::add);
    assertThat(last())
        .isEqualTo(
            new Answer.Refused(
                404, "NotFound", "the server could not find the requested resource", 0));
  }

  @Test
  void patchesAndDeletionsAreDoneAsTheUser() {
    var users = new ArrayList<String>();
    store.onChange(change -> users.add(change.user()));
    api.create(CONFIG_MAPS, "default", Fixture.configMap("a", "1"), answers::add);
    api.patch(A, "", Api.PatchType.MERGE, Fixture.object("data.value", "2"), answers::add);
    var test = Trees.of("op", "test", "path", "/data/value", "value", "1");
    api.patch(A, "", Api.PatchType.JSON, List.of(test), answers::add);
    assertThat(last())
        .isInstanceOfSatisfying(
            Answer.Refused.class, refused -> assertThat(refused.code()).isEqualTo(422));
    api.delete(A, Map.of(), answers::add);
    assertThat(last()).isInstanceOf(Answer.Done.class);
    assertThat(users).containsExactly("tester", "tester", "tester");
  }

  @Test
  void listIsCompleteWithItsVersion() {
    api.create(CONFIG_MAPS, "default", Fixture.configMap("a", "1"), answers::add);
    var listings = new ArrayList<Listing>();
    api.list(CONFIG_MAPS, "", "", listings::add);
    api.list(CONFIG_MAPS, "", "a b", listings::add);
    loop.runFor(0);
    assertThat(listings.get(0))
        .isInstanceOfSatisfying(
            Listing.Complete.class,
            complete -> {
              assertThat(complete.objects()).hasSize(1);
              assertThat(complete.version()).isEqualTo(Long.toString(store.version()));
            });
    assertThat(listings.get(1)).isInstanceOf(Listing.Failed.class);
  }

  @Test
  void watchTellsTheListAndThenTheChangesUntilClosed() {
    api.create(CONFIG_MAPS, "default", Fixture.configMap("a", "1"), answers::add);
    var watch = api.watch(CONFIG_MAPS, "", event -> events.add(word(event)));
    api.create(CONFIG_MAPS, "default", Fixture.configMap("b", "1"), answers::add);
    api.delete(A, Map.of(), answers::add);
    loop.runFor(0);
    assertThat(events).containsExactly("relisting", "put a", "listed 21", "put b", "gone a");
    api.delete(new Ref(CONFIG_MAPS, "default", "b"), Map.of(), answers::add);
    watch.close();
    loop.runFor(0);
    assertThat(events).hasSize(5);
  }

  @Test
  void objectThatLeavesTheSelectorIsGone() {
    var red = Trees.put(Fixture.configMap("a", "1"), Map.of("team", "red"), "metadata", "labels");
    api.create(CONFIG_MAPS, "default", red, answers::add);
    var unused = api.watch(CONFIG_MAPS, "team=red", event -> events.add(word(event)));
    api.patch(A, "", Api.PatchType.MERGE, Fixture.object("metadata.labels", null), answers::add);
    loop.runFor(0);
    assertThat(events).containsExactly("relisting", "put a", "listed 21", "gone a");
  }

  @Test
  void watchOfAKindThatComesLaterBeginsThen() {
    var gadgets = new Kind("example.dev", "v1", "gadgets", true);
    var unused = api.watch(gadgets, "", event -> events.add(word(event)));
    loop.runFor(0);
    assertThat(events).containsExactly("broken");
    var definitions = new Kind("apiextensions.k8s.io", "v1", "customresourcedefinitions", false);
    api.create(definitions, "", Gadgets.definition(), answers::add);
    loop.runFor(5000);
    assertThat(events).containsExactly("broken", "relisting", "listed 21");
  }

  @Test
  void kindsAreResolved() {
    var found = new ArrayList<Optional<Kind>>();
    api.resolve("batch/v1", "Job", found::add);
    api.resolve("batch/v1", "None", found::add);
    loop.runFor(0);
    assertThat(found)
        .containsExactly(Optional.of(new Kind("batch", "v1", "jobs", true)), Optional.empty());
  }

  @Test
  void quietWatchSaysThatItLives() {
    var watch = api.watch(CONFIG_MAPS, "", event -> events.add(word(event)));
    loop.runFor(25_000);
    assertThat(events).containsExactly("relisting", "listed 20", "alive", "alive");
    watch.close();
    loop.runFor(60_000);
    assertThat(events).hasSize(4);
  }

  @Test
  void watchWithASelectorThatIsNoneIsBroken() {
    var unused = api.watch(CONFIG_MAPS, "a b", event -> events.add(word(event)));
    loop.runFor(0);
    assertThat(events).containsExactly("relisting", "broken");
  }
}

package dev.muster.simulations.live.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The server as the client library sees it that the scheduler uses. */
final class ClientLibraryTest {
  private static final Running RUNNING = Running.inScratch();
  private static final KubernetesClient CLIENT = client();

  private static KubernetesClient client() {
    var config = Config.fromKubeconfig(RUNNING.server.kubeconfig());
    config.setRequestRetryBackoffLimit(0);
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  @AfterAll
  static void close() {
    CLIENT.close();
    RUNNING.close();
    assertThat(RUNNING.failures).isEmpty();
  }

  private static ConfigMap create(String name, Map<String, String> labels) {
    return CLIENT
        .configMaps()
        .inNamespace("default")
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .addToData("note", "café")
                .build())
        .create();
  }

  @Test
  void whatIsCreatedCanBeRead() {
    var created = create("read", Map.of());

    var read = CLIENT.configMaps().inNamespace("default").withName("read").get();

    assertThat(read).isEqualTo(created);
    assertThat(read.getData()).containsEntry("note", "café");
    assertThatThrownBy(() -> create("read", Map.of()))
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            refused -> {
              assertThat(refused.getCode()).isEqualTo(409);
              assertThat(refused.getStatus().getReason()).isEqualTo("AlreadyExists");
            });
  }

  @Test
  void listsComeInPages() {
    for (int i = 0; i < 7; i++) {
      create("page-" + i, Map.of("page", "yes"));
    }
    var names = new ArrayList<String>();
    var pages = new ArrayList<Integer>();
    var next = "";
    do {
      var options =
          new ListOptionsBuilder().withLimit(3L).withContinue(next).withLabelSelector("page=yes");
      var page = CLIENT.configMaps().inNamespace("default").list(options.build());
      page.getItems().forEach(item -> names.add(item.getMetadata().getName()));
      pages.add(page.getItems().size());
      next = page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());

    assertThat(pages).containsExactly(3, 3, 1);
    assertThat(names)
        .containsExactly("page-0", "page-1", "page-2", "page-3", "page-4", "page-5", "page-6");
  }

  @Test
  void patchOfAnOldVersionIsAConflict() {
    var created = create("patched", Map.of());
    var resource = CLIENT.configMaps().inNamespace("default").resource(created);
    var guarded =
        """
        {"metadata":{"resourceVersion":"%s"},"data":{"note":"%s"}}\
        """;
    var version = created.getMetadata().getResourceVersion();
    var merge = PatchContext.of(PatchType.JSON_MERGE);

    var patched = resource.patch(merge, guarded.formatted(version, "new"));

    assertThat(patched.getData()).containsEntry("note", "new");
    assertThatThrownBy(() -> resource.patch(merge, guarded.formatted(version, "late")))
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            refused -> assertThat(refused.getCode()).isEqualTo(409));
  }

  @Test
  void deletionOfAnotherUidIsRefused() {
    var created = create("deleted", Map.of());
    var path = "/api/v1/namespaces/default/configmaps/deleted";

    assertThatThrownBy(() -> CLIENT.raw(path, "DELETE", preconditions("another")))
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            refused -> assertThat(refused.getCode()).isEqualTo(409));
    CLIENT.raw(path, "DELETE", preconditions(created.getMetadata().getUid()));

    assertThat(CLIENT.configMaps().inNamespace("default").withName("deleted").get()).isNull();
  }

  private static Map<String, Object> preconditions(String uid) {
    return Map.of("kind", "DeleteOptions", "apiVersion", "v1", "preconditions", Map.of("uid", uid));
  }

  @Test
  void watchTellsWhatHappens() {
    var events = new CopyOnWriteArrayList<String>();
    var watcher =
        new Watcher<ConfigMap>() {
          @Override
          public void eventReceived(Action action, ConfigMap map) {
            events.add(action + " " + map.getMetadata().getName() + " " + map.getData());
          }

          @Override
          public void onClose(WatcherException cause) {
            events.add("closed by " + cause.getMessage());
          }
        };
    try (var watch =
        CLIENT.configMaps().inNamespace("default").withLabel("watched").watch(watcher)) {
      create("watched", Map.of("watched", "yes"));
      create("ignored", Map.of());
      CLIENT.configMaps().inNamespace("default").withName("watched").delete();

      await()
          .untilAsserted(() ->
              assertThat(events)
                  .containsExactly("ADDED watched {note=café}", "DELETED watched {note=café}"));
    }
  }

  @Test
  void informerFollowsListAndWatch() {
    create("informed-1", Map.of("informed", "yes"));
    try (var informer = CLIENT.configMaps().inNamespace("default").withLabel("informed").inform()) {
      create("informed-2", Map.of("informed", "yes"));
      CLIENT.configMaps().inNamespace("default").withName("informed-1").delete();

      await()
          .untilAsserted(() ->
              assertThat(
                      informer.getStore().list().stream()
                          .map(map -> map.getMetadata().getName())
                          .toList())
                  .isEqualTo(List.of("informed-2")));
    }
  }
}

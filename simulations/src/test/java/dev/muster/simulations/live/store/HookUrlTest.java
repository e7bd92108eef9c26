package dev.muster.simulations.live.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HookUrlTest {
  private static final String FORM = "; desired format: https://host[/path]";

  private static List<String> problems(String url) {
    var causes = new ArrayList<Cause>();
    HookUrl.validate("url", url, causes);
    return causes.stream().map(Cause::text).toList();
  }

  private static String unreadable(String url, String why) {
    return "url: Required value: url must be a valid URL: parse \"" + url + "\": " + why + FORM;
  }

  @Test
  void hostPortAndPathAreAllThatThereMayBe() {
    for (String url :
        List.of(
            "https://host",
            "HTTPS://host.test:8443/a/b%20c",
            "https://[::1]:443/",
            "https://under_score:/x")) {
      assertThat(problems(url)).as(url).isEmpty();
    }
  }

  @Test
  void whatCannotBeReadIsToldWithTheReason() {
    assertThat(problems("https://host:abc/x"))
        .containsExactly(unreadable("https://host:abc/x", "invalid port \":abc\" after host"));
    assertThat(problems("https://[::1]443/"))
        .containsExactly(unreadable("https://[::1]443/", "invalid port \"443\" after host"));
    assertThat(problems("https://[::1/x"))
        .containsExactly(unreadable("https://[::1/x", "missing ']' in host"));
    assertThat(problems("https://a b/"))
        .containsExactly(unreadable("https://a b/", "invalid character \" \" in host name"));
    assertThat(problems("https://host/%zz%20"))
        .containsExactly(unreadable("https://host/%zz%20", "invalid URL escape \"%zz\""));
    assertThat(problems("https://host/\t"))
        .containsExactly(
            unreadable("https://host/\\t", "net/url: invalid control character in URL"));
  }

  @Test
  void whatDoesNotBelongIsRefusedPartByPart() {
    assertThat(problems("https://me:secret@host/x?a=b#c"))
        .containsExactly(
            "url: Invalid value: \"me:secret\": user information is not permitted in the URL",
            "url: Invalid value: \"c\": fragments are not permitted in the URL",
            "url: Invalid value: \"a=b\": query parameters are not permitted in the URL");
    assertThat(problems("http://host"))
        .containsExactly(
            "url: Invalid value: \"http\": 'https' is the only allowed URL scheme" + FORM);
    assertThat(problems("https:///x"))
        .containsExactly("url: Invalid value: \"\": host must be specified" + FORM);
    assertThat(problems("host/x"))
        .containsExactly(
            "url: Invalid value: \"\": 'https' is the only allowed URL scheme" + FORM,
            "url: Invalid value: \"\": host must be specified" + FORM);
  }

  @Test
  void webhooksAndConversionsAreHeldToIt() {
    var cluster = new Fixture();
    var type = "validatingwebhookconfigurations.admissionregistration.k8s.io";
    var hook = Webhooks.webhook("a.test.dev", "https://host:abc/x", "pods");
    assertThat(
            cluster.refusal(
                Request.create(cluster.type(type), "", Webhooks.configuration("a", hook))))
        .startsWith("422 Invalid:")
        .contains("webhooks[0].clientConfig.url: Required value: url must be a valid URL");
    var definition =
        Trees.put(
            Things.definition(),
            "https://host:abc/x",
            "spec",
            "conversion",
            "webhook",
            "clientConfig",
            "url");
    var definitions = cluster.type("customresourcedefinitions.apiextensions.k8s.io");
    assertThat(cluster.refusal(Request.create(definitions, "", definition)))
        .startsWith("422 Invalid:")
        .contains("webhookClientConfig.url: Required value: url must be a valid URL");
  }
}

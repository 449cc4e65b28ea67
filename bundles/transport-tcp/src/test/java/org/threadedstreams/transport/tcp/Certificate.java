package org.threadedstreams.transport.tcp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A certificate with its key, made by openssl, and the PEM files that hold them.
 *
 * @param folder of its own
 */
record Certificate(Path folder, String name) {

    private static final String CA_CONFIGURATION = """
            [ca]
            default_ca = here
            [here]
            database = %1$s/index.txt
            new_certs_dir = %1$s
            serial = %1$s/serial
            default_md = sha256
            policy = any
            copy_extensions = copy
            unique_subject = no
            x509_extensions = none
            [any]
            commonName = supplied
            [none]
            """;

    /** From when to when a certificate is valid. */
    record Validity(String from, String to) {
        static final Validity NOW = new Validity("20200101000000Z", "20490101000000Z");
        static final Validity PAST = new Validity("20200101000000Z", "20210101000000Z");
        static final Validity FUTURE = new Validity("20480101000000Z", "20490101000000Z");
    }

    /** One that signs itself. */
    static Certificate root(Path parent, String name) throws Exception {
        return request(parent, name, "basicConstraints=critical,CA:TRUE").signedBy(null, Validity.NOW);
    }

    static Certificate selfSigned(Path parent, String name, String subjectAltName) throws Exception {
        return request(parent, name, "subjectAltName=" + subjectAltName).signedBy(null, Validity.NOW);
    }

    /** One that signs others, signed by this one. */
    Certificate intermediate(String name) throws Exception {
        return request(folder.getParent(), name, "basicConstraints=critical,CA:TRUE")
                .signedBy(this, Validity.NOW);
    }

    /**
     * Signs one for a peer.
     *
     * @param subjectAltName as openssl has it, such as {@code IP:127.0.0.1}
     */
    Certificate issue(String name, String subjectAltName, Validity validity) throws Exception {
        return request(folder.getParent(), name, "subjectAltName=" + subjectAltName)
                .signedBy(this, validity);
    }

    private static Certificate request(Path parent, String name, String extension) throws Exception {
        Certificate made = new Certificate(Files.createDirectory(parent.resolve(name)), name);
        Openssl.run(
                "req",
                "-new",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-subj",
                "/CN=" + name,
                "-addext",
                extension,
                "-keyout",
                made.key().toString(),
                "-out",
                made.file("request.pem"));
        return made;
    }

    private Certificate signedBy(Certificate issuer, Validity validity) throws Exception {
        Certificate signer = issuer == null ? this : issuer;
        Path configuration = signer.folder.resolve("ca.cnf");
        if (Files.notExists(configuration)) {
            Files.writeString(configuration, CA_CONFIGURATION.formatted(signer.folder));
            Files.createFile(signer.folder.resolve("index.txt"));
            Files.writeString(signer.folder.resolve("serial"), "01");
        }
        Openssl.run(
                "ca",
                "-batch",
                "-notext",
                "-config",
                configuration.toString(),
                "-keyfile",
                signer.key().toString(),
                issuer == null ? "-selfsign" : "-cert",
                issuer == null ? "-batch" : issuer.certificate().toString(),
                "-startdate",
                validity.from(),
                "-enddate",
                validity.to(),
                "-in",
                file("request.pem"),
                "-out",
                certificate().toString());
        return this;
    }

    Path key() {
        return folder.resolve("key.pem");
    }

    Path certificate() {
        return folder.resolve("certificate.pem");
    }

    /** Key and certificate in one file, as {@code keyStore} takes them. */
    Path both() throws IOException {
        return Files.writeString(folder.resolve("both.pem"), Files.readString(key()) + Files.readString(certificate()));
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }
}

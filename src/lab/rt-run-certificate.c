/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-run-certificate.h"

#include <glib/gi18n.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#define NAME      "Roundtrip"
#define ADDRESSES "IP:127.0.0.1,IP:::1,DNS:localhost"
#define CURVE     "P-256"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_EXTENSION, X509_EXTENSION_free)

/* Serial numbers of one issuer differ (RFC 5280 section 4.1.2.2). */
static gboolean
set_serial (X509 *certificate)
{
  guint64 serial = ((guint64) g_random_int_range (1, G_MAXINT) << 32) | g_random_int ();

  return ASN1_INTEGER_set_uint64 (X509_get_serialNumber (certificate), serial) == 1;
}

static gboolean
set_names (X509 *certificate)
{
  X509_NAME *name = X509_get_subject_name (certificate);
  g_autoptr (X509_EXTENSION) addresses = X509V3_EXT_conf_nid (NULL, NULL, NID_subject_alt_name, ADDRESSES);

  return addresses != NULL &&
         X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_ASC, (const guchar *) NAME, -1, -1, 0) == 1 &&
         X509_set_issuer_name (certificate, name) == 1 && X509_add_ext (certificate, addresses, -1) == 1;
}

static gboolean
write_pem (X509     *certificate,
           EVP_PKEY *key,
           BIO      *memory)
{
  return X509_set_version (certificate, X509_VERSION_3) == 1 && set_serial (certificate) && set_names (certificate) &&
         /* Clocks of one machine agree, but for being set. */
         X509_gmtime_adj (X509_getm_notBefore (certificate), -RT_RUN_CERTIFICATE_SECONDS) != NULL &&
         X509_gmtime_adj (X509_getm_notAfter (certificate), RT_RUN_CERTIFICATE_SECONDS) != NULL &&
         X509_set_pubkey (certificate, key) == 1 && X509_sign (certificate, key, EVP_sha256 ()) > 0 &&
         PEM_write_bio_PKCS8PrivateKey (memory, key, NULL, NULL, 0, NULL, NULL) == 1 &&
         PEM_write_bio_X509 (memory, certificate) == 1;
}

/**
 * rt_run_certificate_new:
 * @error: return location for a %G_TLS_ERROR_MISC
 *
 * Makes a key and a certificate for 127.0.0.1 and [::1], signed by itself: for a server that lives
 * as long as an experiment, and whose clients are given the certificate to know it by.
 *
 * Returns: (transfer full) (nullable): the certificate with its key
 */
GTlsCertificate *
rt_run_certificate_new (GError **error)
{
  g_autoptr (X509) certificate = X509_new ();
  g_autoptr (EVP_PKEY) key = EVP_EC_gen (CURVE);
  g_autoptr (BIO) memory = BIO_new (BIO_s_mem ());
  char *pem = NULL;
  long length;

  if (certificate == NULL || key == NULL || memory == NULL || !write_pem (certificate, key, memory))
    {
      g_set_error_literal (error, G_TLS_ERROR, G_TLS_ERROR_MISC, _("No certificate could be made for this run."));
      return NULL;
    }

  length = BIO_get_mem_data (memory, &pem);

  return g_tls_certificate_new_from_pem (pem, length, error);
}

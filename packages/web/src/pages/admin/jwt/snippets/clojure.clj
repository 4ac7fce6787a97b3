(ns dashboard
  (:require [clojure.string :as string])
  (:import (java.net URLEncoder)
           (java.util Base64 UUID)
           (javax.crypto Mac)
           (javax.crypto.spec SecretKeySpec)))

(defn- utf8 [text] (.getBytes ^String text "UTF-8"))
(defn- part [bytes] (.encodeToString (.withoutPadding (Base64/getUrlEncoder)) bytes))

(defn- json [value]
  (cond
    (map? value) (str "{" (string/join "," (for [[k v] value] (str (json (name k)) ":" (json v)))) "}")
    (sequential? value) (str "[" (string/join "," (map json value)) "]")
    (number? value) (str value)
    :else (str \" (string/escape (string/replace (str value) #"\p{Cntrl}" " ") {\" "\\\"" \\ "\\\\"}) \")))

(defn- hmac [text]
  (let [mac (Mac/getInstance "HmacSHA256")]
    (.init mac (SecretKeySpec. (utf8 (System/getenv "SIGNING_KEY")) "HmacSHA256"))
    (.doFinal mac (utf8 text))))

(defn address
  "The URL to redirect a signed-in user to. query: the parameters of the request to your page."
  [query person]
  (let [now (quot (System/currentTimeMillis) 1000)
        challenge (not-empty (get query "code_challenge"))
        claims (cond-> (assoc person :iat now :exp (+ now 60) :jti (str (UUID/randomUUID)))
                 challenge (assoc :code_challenge challenge))
        text (str (part (utf8 (json {:alg "HS256" :typ "JWT"}))) "." (part (utf8 (json claims))))
        answer (into {"jwt" (str text "." (part (hmac text)))}
                     (filter (comp not-empty val) (select-keys query ["return_to" "state"])))]
    (str "http://localhost:3000/auth/sso?"
         (string/join "&" (for [[k v] answer] (str k "=" (URLEncoder/encode v "UTF-8")))))))

;; (redirect (dashboard/address (:query-params request) {:email email :sub id :groups groups}))
